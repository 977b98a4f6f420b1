// Ctrl+K (or ⌘K) goes to the search field of the desk. With a modifier, for single letters get in
// the way of who speaks to their computer (WCAG 2.1.4).

const field = document.getElementById("quick");

addEventListener("keydown", (event) => {
  if (!field || event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  field.focus();
  field.select();
});
