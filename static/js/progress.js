// How far a file is, without a click: looks again every two seconds, and reloads the page once it
// is done. Without this script the link "look again" does the same.

const PAUSE = 2000;
const part = document.querySelector("#progress");

async function look() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#progress");
    if (answer.ok && !fresh) {
      location.reload();
      return;
    }
    if (fresh && fresh.textContent !== part.textContent) part.replaceChildren(...fresh.childNodes);
  } catch {
    // No network for a moment: the next look may find it.
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
