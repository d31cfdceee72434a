// What every page loads: fragments by htmx and a few habits of our own. Pages work without any of it.
import htmx from "htmx.org";
import { watchForms } from "./forms.js";
import { watchKeys } from "./keys.js";
import { watchMenus } from "./menus.js";

// The content security policy allows neither eval nor style elements; no page is kept in local storage.
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0,
  historyEnabled: false,
  selfRequestsOnly: true,
});

// A relation's search asks `?q=`, whatever the field is called.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.matches("[data-suggest]")) event.detail.parameters = { q: event.detail.elt.value };
});

// Earlier entries come once; the link gives way to them.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = event.detail;
  if (successful && elt.matches("[data-once]")) elt.closest("p").remove();
});

watchKeys();
watchMenus();
watchForms();
