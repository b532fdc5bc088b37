// The map, moved without loading it again: buttons, wheel, dragging and keys. Its links do the same without this.
import { announce } from "./announce.js";

const CLOSEST = 8;
const STEP = 2;
const PART = 0.25; // of what is seen, that one arrow moves
const SLIDE_MS = 220;
const DRAGGED = 4; // pixels after which a press is no click any more

export function maps(root) {
  for (const frame of root.querySelectorAll("[data-map]")) enhance(frame);
}

function enhance(frame) {
  const picture = frame.querySelector("[data-map-picture]");
  const whole = { width: Number(frame.dataset.width), height: Number(frame.dataset.height) };
  const marks = [...picture.querySelectorAll("[data-at]")].map((mark) => [mark, mark.dataset.at.split(",").map(Number)]);
  const buttons = [...(frame.parentElement?.querySelectorAll("[data-map-do]") ?? [])];
  let box = read();
  let sliding = 0;

  function read() {
    const [left, top, width] = picture.getAttribute("viewBox").split(/\s+/).map(Number);
    return { left, top, width };
  }

  const high = (width) => (width * whole.height) / whole.width;

  function inside(wanted) {
    const width = Math.min(Math.max(wanted.width, whole.width / CLOSEST), whole.width);
    return {
      width,
      left: Math.min(Math.max(wanted.left, 0), whole.width - width),
      top: Math.min(Math.max(wanted.top, 0), whole.height - high(width)),
    };
  }

  function draw(now) {
    box = now;
    picture.setAttribute("viewBox", [box.left, box.top, box.width, high(box.width)].map((value) => value.toFixed(1)).join(" "));
    const scale = (box.width / whole.width).toFixed(4);
    for (const [mark, [x, y]] of marks) mark.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    for (const button of buttons) {
      if (canDo(button.dataset.mapDo)) button.removeAttribute("aria-disabled");
      else button.setAttribute("aria-disabled", "true");
    }
  }

  function canDo(what) {
    const there = inside(goal(what, box));
    return ["left", "top", "width"].some((side) => Math.abs(there[side] - box[side]) > 0.5);
  }

  function goal(what, from) {
    const { left, top, width } = from;
    const height = high(width);
    const around = (factor) => ({ width: width * factor, left: left + (width * (1 - factor)) / 2, top: top + (height * (1 - factor)) / 2 });
    switch (what) {
      case "in": return around(1 / STEP);
      case "out": return around(STEP);
      case "left": return { ...from, left: left - width * PART };
      case "right": return { ...from, left: left + width * PART };
      case "up": return { ...from, top: top - height * PART };
      case "down": return { ...from, top: top + height * PART };
      default: return { left: 0, top: 0, width: whole.width };
    }
  }

  function go(wanted) {
    cancelAnimationFrame(sliding);
    const there = inside(wanted);
    const from = box;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      draw(there);
      return;
    }
    const begin = performance.now();
    const slide = (time) => {
      const part = Math.min(Math.max((time - begin) / SLIDE_MS, 0), 1);
      const eased = 1 - (1 - part) ** 3;
      const between = (side) => from[side] + (there[side] - from[side]) * eased;
      draw(part < 1 ? { left: between("left"), top: between("top"), width: between("width") } : there);
      if (part < 1) sliding = requestAnimationFrame(slide);
    };
    sliding = requestAnimationFrame(slide);
  }

  let target = box; // where it slides to, so that keys pressed quickly add up
  function step(what) {
    const before = target.width;
    target = inside(goal(what, target));
    go(target);
    if (target.width !== before) announce(frame.dataset.said.replace("{times}", String(Math.round(whole.width / target.width))));
  }

  for (const button of buttons) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      step(button.dataset.mapDo);
    });
  }

  const KEYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "in", "=": "in", "-": "out", 0: "all" };
  frame.addEventListener("keydown", (event) => {
    const what = KEYS[event.key];
    if (!what || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(what);
  });

  // Whoever goes from place to place sees the one that has the focus.
  picture.addEventListener("focusin", (event) => {
    const mark = event.target.querySelector?.("[data-at]");
    if (!mark || !event.target.matches(":focus-visible")) return;
    const [x, y] = mark.dataset.at.split(",").map(Number);
    const { left, top, width } = target;
    const edge = width / 20;
    if (x > left + edge && x < left + width - edge && y > top + edge && y < top + high(width) - edge) return;
    target = inside({ width, left: x - width / 2, top: y - high(width) / 2 });
    go(target);
  });

  const unit = () => box.width / picture.getBoundingClientRect().width;

  // The wheel scrolls the page, until the map has been pressed or Ctrl is held.
  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !frame.contains(document.activeElement)) return;
    event.preventDefault();
    cancelAnimationFrame(sliding);
    const at = picture.getBoundingClientRect();
    const x = (event.clientX - at.left) / at.width;
    const y = (event.clientY - at.top) / at.height;
    const width = inside({ ...box, width: box.width * Math.exp(event.deltaY / 500) }).width;
    target = inside({ width, left: box.left + (box.width - width) * x, top: box.top + (high(box.width) - high(width)) * y });
    draw(target);
  }, { passive: false });

  let held = null;
  picture.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return; // fingers scroll
    held = { x: event.clientX, y: event.clientY, from: box, moved: false };
  });
  picture.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [right, down] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.moved && Math.hypot(right, down) < DRAGGED) return;
    if (!held.moved) {
      held.moved = true;
      picture.setPointerCapture(event.pointerId);
      picture.classList.add("map-dragging");
      cancelAnimationFrame(sliding);
    }
    target = inside({ ...held.from, left: held.from.left - right * unit(), top: held.from.top - down * unit() });
    draw(target);
  });
  const letGo = () => {
    if (held?.moved) {
      picture.classList.remove("map-dragging");
      // The click that follows a drag opens nothing.
      const swallow = (event) => event.preventDefault();
      picture.addEventListener("click", swallow, { capture: true });
      setTimeout(() => picture.removeEventListener("click", swallow, { capture: true }));
    }
    held = null;
  };
  picture.addEventListener("pointerup", letGo);
  picture.addEventListener("pointercancel", letGo);
  picture.addEventListener("dragstart", (event) => event.preventDefault());

  draw(box);
  // A narrow window shows a part of the picture: the one where most places are.
  if (marks.length) {
    const middle = marks.reduce((sum, [, [x]]) => sum + x, 0) / marks.length;
    frame.scrollLeft = ((middle - box.left) / box.width) * picture.clientWidth - frame.clientWidth / 2;
  }
}
