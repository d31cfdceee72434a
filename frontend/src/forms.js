// Forms: sent once, marked busy after 0.3 s, typed text guarded against leaving, errors brought into view.
const BUSY_AFTER = 300;

function submitted(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  delete form.dataset.touched;
  const button = event.submitter;
  if (button) window.setTimeout(() => button.setAttribute("aria-busy", "true"), BUSY_AFTER);
}

// A page that comes back from the browser's memory can be sent again.
function shown() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
}

function touched(event) {
  const form = event.target.closest("form[data-guard]");
  if (form) form.dataset.touched = "yes";
}

function leaving(event) {
  if (document.querySelector("form[data-touched]")) event.preventDefault();
}

export function watchForms() {
  document.addEventListener("submit", submitted);
  document.addEventListener("input", touched);
  window.addEventListener("pageshow", shown);
  window.addEventListener("beforeunload", leaving);
  document.querySelector("[data-focus]")?.focus();
}
