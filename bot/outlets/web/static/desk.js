// The desk without reloading: decisions by key and button, and what others decide appears by itself.
// Everything here also works without this script, as plain forms.
"use strict";

const live = document.getElementById("live");
const said = document.getElementById("said");
const here = live.dataset.here;
let busy = 0;
let turn = Promise.resolve();
let hush = 0;

const stamp = () => live.querySelector(".standing").dataset.stamp;
const cards = () => [...live.querySelectorAll(".cards > .card")];
const current = () => document.activeElement?.closest?.(".card") ?? live.querySelector(".card.here");
const writing = (element) => element?.matches?.("textarea, input:not([type=hidden]), select");
const changed = (field) => (field.options ? !field.options[field.selectedIndex].defaultSelected : field.value !== field.defaultValue);

function tell(words, good = true) {
  said.textContent = words;
  said.classList.toggle("refused", !good);
  said.classList.add("shown");
  clearTimeout(hush);
  hush = setTimeout(() => said.classList.remove("shown"), Math.max(good ? 3500 : 9000, 70 * words.length));
}

// What this editor has opened, written or focused outlives a refresh. A card whose draft was replaced while
// somebody writes on the old one keeps the old one, and says so: the door refuses it with a sentence of its own.
function show(html, sent = null) {
  const fresh = new DOMParser().parseFromString(`<div>${html}</div>`, "text/html").body.firstElementChild;
  const focused = document.activeElement;
  const opened = new Set([...live.querySelectorAll("details[id][open]")].map((each) => each.id));
  const card = focused?.closest?.(".card");
  const marked = live.querySelector(".card.here")?.id;
  for (const each of fresh.querySelectorAll("details[id]")) each.open = opened.has(each.id);
  for (const field of live.querySelectorAll("textarea[id], input[id], select[id]")) {
    if (!changed(field) || sent?.contains(field)) continue;
    const old = field.closest("[data-draft]");
    const next = fresh.querySelector(`#${CSS.escape(field.id)}`);
    const place = next?.closest("[data-draft]");
    if (!next) continue;
    if (old && place && old.dataset.draft !== place.dataset.draft) {
      if (!old.querySelector(".moved-on")) {
        const note = document.createElement("p");
        note.className = "moved-on";
        note.textContent = `Draft ${place.dataset.draft} has come in the meantime. Copy what you need of yours, then load the page again.`;
        field.closest("form").append(note);
      }
      place.replaceWith(old);
    } else {
      next.value = field.value;
    }
  }
  if (sent) fresh.querySelector(`#${CSS.escape(sent.closest("details[id]")?.id || "none")}`)?.removeAttribute("open");
  const top = card?.getBoundingClientRect().top;
  live.replaceChildren(...fresh.childNodes);
  if (marked) document.getElementById(marked)?.classList.add("here");
  const again = (focused?.id && document.getElementById(focused.id)) || (card && document.getElementById(card.id));
  if (again && again !== document.activeElement) again.focus({ preventScroll: true });
  const after = card && document.getElementById(card.id)?.getBoundingClientRect().top;
  if (top !== undefined && after !== undefined && after !== null) window.scrollBy({ top: after - top, behavior: "instant" });
}

// Decisions go out one after another: a click while an answer is on its way waits its turn and is not lost.
function send(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.set(button.name, button.value);
  button?.setAttribute("disabled", "");
  busy += 1;
  turn = turn.then(() => post(form, fields)).finally(() => {
    button?.removeAttribute("disabled");
    busy -= 1;
  });
}

async function post(form, fields) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" } });
    const told = await answer.json();
    tell(told.said, told.ok);
    if (told.html) show(told.html, form);
  } catch {
    tell("The desk does not answer; is `paperdesk serve` still running?", false);
  }
}

async function look() {
  if (busy || document.hidden || writing(document.activeElement)) return;
  try {
    const answer = await fetch(`${here}/state?since=${stamp()}`, { headers: { Accept: "application/json" } });
    if (answer.status !== 200) return;
    const told = await answer.json();
    if (!busy && !writing(document.activeElement)) show(told.html);
  } catch {
    // The server may be restarting; the next look tells.
  }
}

function go(step) {
  const all = cards();
  const at = all.indexOf(current());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!next) return;
  live.querySelector(".card.here")?.classList.remove("here");
  next.classList.add("here");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
}

function open(kind) {
  const details = current()?.querySelector(`details[id^="${kind}-"]`);
  if (!details) return;
  details.open = true;
  details.querySelector("textarea, input[type=text], select")?.focus();
}

function press(...actions) {
  const button = actions.map((each) => current()?.querySelector(`button[value="${each}"]`)).find(Boolean);
  if (button) send(button.form, button);
}

document.addEventListener("submit", (event) => {
  if (!live.contains(event.target)) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && writing(document.activeElement)) {
    document.activeElement.closest(".card, summary")?.focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    a: () => press("approve", "withdraw-approve"),
    d: () => press("drop"),
    r: () => open("redraft"),
    e: () => open("edit"),
    f: () => open("figure"),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

setInterval(look, 2000);
document.addEventListener("visibilitychange", look);
if (said.textContent.trim()) tell(said.textContent);
