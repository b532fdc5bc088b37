// A part of the page that follows the server: <div data-poll="URL" data-poll-interval="1000">. The URL answers with the
// part's new HTML. The header `X-Poll: done` ends it, and `X-Location` then says which page comes next. An element
// [data-poll-announce] inside is read out politely when its text changes, at most every five seconds.
import { announce } from "./announce.js";

const ANNOUNCE_MS = 5000;
const SLOWEST_MS = 15000;

export function poll(root) {
  for (const part of root.querySelectorAll("[data-poll]")) follow(part);
}

function follow(part) {
  const interval = Number(part.dataset.pollInterval) || 2000;
  let failures = 0;
  let announced = 0;

  const next = () => setTimeout(ask, Math.min(interval * 2 ** failures, SLOWEST_MS));

  async function ask() {
    if (document.hidden) {
      document.addEventListener("visibilitychange", ask, { once: true });
      return;
    }
    let response;
    let html;
    try {
      response = await fetch(part.dataset.poll, { headers: { Accept: "text/html" }, redirect: "error" });
      if (!response.ok) throw new Error(String(response.status));
      html = await response.text();
    } catch {
      failures = Math.min(failures + 1, 4); // the server may be restarting: ask more slowly, never give up
      part.dataset.pollState = "waiting";
      next();
      return;
    }
    failures = 0;
    part.dataset.pollState = "fresh";
    replace(part, html);
    const said = part.querySelector("[data-poll-announce]");
    const done = response.headers.get("X-Poll") === "done";
    if (said && (done || Date.now() - announced > ANNOUNCE_MS)) {
      announced = Date.now();
      announce(said.textContent.trim().replace(/\s+/g, " "));
    }
    if (!done) {
      next();
      return;
    }
    const location = response.headers.get("X-Location");
    if (location) window.location.assign(location);
  }

  next();
}

/** Put the new HTML in, and leave the focus and opened details where the person had them. */
function replace(part, html) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const key = focused && (focused.id ? `#${CSS.escape(focused.id)}` : focused.tagName.toLowerCase());
  const opened = [...part.querySelectorAll("details")].map((details) => details.open);
  part.innerHTML = html;
  part.querySelectorAll("details").forEach((details, index) => { if (opened[index]) details.open = true; });
  if (key) part.querySelector(key)?.focus({ preventScroll: true });
}
