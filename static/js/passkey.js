// Asks the browser for a passkey and sends its answer with the form (Web Authentication, level 2).
(function () {
  "use strict";

  var form = document.querySelector("form[data-passkey]");
  var alert = form.querySelector("[role=alert]");

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }

  function text(buffer) {
    if (!buffer) return null;
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function options() {
    var wanted = JSON.parse(form.dataset.options);
    wanted.challenge = bytes(wanted.challenge);
    if (wanted.user) wanted.user.id = bytes(wanted.user.id);
    (wanted.excludeCredentials || []).concat(wanted.allowCredentials || []).forEach(function (known) {
      known.id = bytes(known.id);
    });
    return { publicKey: wanted };
  }

  function answer(credential) {
    var said = credential.response;
    var response = { clientDataJSON: text(said.clientDataJSON) };
    if (said.attestationObject) {
      response.attestationObject = text(said.attestationObject);
      response.transports = said.getTransports ? said.getTransports() : [];
    } else {
      response.authenticatorData = text(said.authenticatorData);
      response.signature = text(said.signature);
      response.userHandle = text(said.userHandle);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response
    });
  }

  function ask() {
    alert.hidden = true;
    // A browser without passkeys refuses like a person who turns away.
    Promise.resolve()
      .then(function () { return navigator.credentials[form.dataset.passkey](options()); })
      .then(function (credential) {
        form.elements.credential.value = answer(credential);
        form.submit();
      })
      .catch(function () { alert.hidden = false; });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    ask();
  });
  ask();
})();
