// Forms: sent once, marked busy after 0.3 s, typed text guarded against leaving, errors brought into view.
import htmx from "htmx.org";

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
  if (event.target.matches("[data-suggest]")) told(event.target);
}

// Under a cell stands the name of what its key names: of a suggestion that was taken, or nothing.
function told(input) {
  const name = input.nextElementSibling;
  const taken = [...(input.list?.options ?? [])].find((each) => each.value === input.value);
  if (name?.matches("[data-said]")) name.textContent = taken?.label ?? "";
}

function leaving(event) {
  if (document.querySelector("form[data-touched]")) event.preventDefault();
}

// One more row of a sheet: the last one again, empty, its inputs numbered on.
function addRow(event) {
  const button = event.target.closest("[data-add-row]");
  if (!button) return;
  const table = document.getElementById(button.dataset.addRow).querySelector("table");
  const last = table.tBodies[0].rows[table.tBodies[0].rows.length - 1];
  const number = table.tBodies[0].rows.length;
  if (number >= Number(table.dataset.sheet)) return;
  const row = last.cloneNode(true);
  for (const input of row.querySelectorAll("input, select, textarea")) {
    input.name = input.name.replace(/\.\d+\./, `.${number}.`);
    input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, number + 1));
    if (input.type === "checkbox") input.checked = false;
    else input.value = "";
    if (input.matches("[data-suggest]")) told(input);
  }
  last.after(row);
  htmx.process(row);
  row.querySelector("input, select, textarea").focus();
}

// How many rows of a list are ticked.
function counted(event) {
  const form = event.target.closest("form.many");
  if (form) form.querySelector(".picked").textContent = form.querySelectorAll(".k-pick :checked").length || "";
}

export function watchForms() {
  document.addEventListener("change", counted);
  for (const button of document.querySelectorAll("[data-add-row]")) button.hidden = false;
  document.addEventListener("click", addRow);
  document.addEventListener("submit", submitted);
  document.addEventListener("input", touched);
  window.addEventListener("pageshow", shown);
  window.addEventListener("beforeunload", leaving);
  document.querySelector("[data-focus]")?.focus();
}
