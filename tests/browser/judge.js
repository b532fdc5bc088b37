// What can be judged of a page by its own elements and computed styles. Gives a list of sentences, one per fault.
(language) => {
  const faults = [];
  const say = (element, words) => faults.push(`${words}: ${describe(element)}`);

  function describe(element) {
    const name = element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "") +
      (element.classList.length ? `.${[...element.classList].join(".")}` : "");
    const text = (element.textContent || element.value || "").trim().replace(/\s+/g, " ").slice(0, 50);
    return text ? `<${name}> "${text}"` : `<${name}>`;
  }
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const hiddenFromReaders = (element) => element.closest("[aria-hidden=true], [inert]") !== null;
  const offScreen = (element) => {
    for (let at = element; at; at = at.parentElement) if (at.matches(".visually-hidden, .skip")) return true;
    return false;
  };

  // The page as a whole.
  const root = document.scrollingElement;
  if (root.scrollWidth > window.innerWidth) {
    const wide = [...document.body.querySelectorAll("*")].filter((element) =>
      seen(element) && element.getBoundingClientRect().right > window.innerWidth + 1 && !clipped(element));
    faults.push(`it is ${root.scrollWidth} wide in a window of ${window.innerWidth}: ${wide.slice(0, 3).map(describe).join("; ")}`);
  }
  function clipped(element) {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== "visible") return true;
    }
    return false;
  }
  if (document.documentElement.lang !== language) faults.push(`its language says ${document.documentElement.lang}`);
  if (!document.title.trim()) faults.push("it has no title");
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(seen);
  if (headings.length === 0 || headings[0].tagName !== "H1") faults.push("its first heading is not an h1");
  if (headings.filter((heading) => heading.tagName === "H1").length !== 1) faults.push("it does not have exactly one h1");
  headings.forEach((heading, index) => {
    if (!heading.textContent.trim()) say(heading, "a heading is empty");
    if (index && Number(heading.tagName[1]) > Number(headings[index - 1].tagName[1]) + 1) say(heading, "a level of headings is left out before");
  });
  if (document.querySelectorAll("main").length !== 1) faults.push("it does not have exactly one main");
  const ids = new Map();
  for (const element of document.querySelectorAll("[id]")) {
    if (ids.has(element.id)) say(element, "its id stands twice");
    ids.set(element.id, element);
  }
  for (const attribute of ["aria-describedby", "aria-labelledby", "aria-controls", "for"]) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) {
        if (!ids.has(id)) say(element, `${attribute} points at "${id}", which is not there`);
      }
    }
  }

  // Controls: a name, and room for a finger.
  const textOf = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true" || node.hidden) return "";
    if (node.hasAttribute("aria-label")) return node.getAttribute("aria-label");
    if (node.tagName === "IMG") return node.alt;
    if (node.tagName === "TITLE" || node.tagName === "STYLE" || node.tagName === "SCRIPT") return "";
    return [...node.childNodes].map(textOf).join(" ");
  };
  function nameOf(element) {
    const by = element.getAttribute("aria-labelledby");
    if (by) return by.split(/\s+/).map((id) => ids.get(id)?.textContent ?? "").join(" ");
    if (element.getAttribute("aria-label")) return element.getAttribute("aria-label");
    if (element.labels?.length) return [...element.labels].map(textOf).join(" ");
    if (element.matches("input[type=submit], input[type=button]")) return element.value;
    if (element.matches("input, select, textarea")) return element.title;
    return textOf(element);
  }
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']:not([role=region])";
  const controls = [...document.querySelectorAll(CONTROLS)].filter(seen);
  const places = new Map(controls.map((control) => [control, placeOf(control)]));
  for (const control of controls) {
    if (hiddenFromReaders(control)) {
      if (control.tabIndex >= 0) say(control, "the keyboard reaches it, screen readers do not");
      continue;
    }
    if (!nameOf(control).trim()) say(control, "a control has no name");
    if (offScreen(control) || inText(control)) continue;
    const { width, height } = places.get(control);
    if ((width < 24 || height < 24) && !hasRoom(control)) {
      say(control, `a target of ${width.toFixed(0)} x ${height.toFixed(0)}`);
    }
  }
  function placeOf(control) {
    const label = control.matches("[type=checkbox], [type=radio]") ? control.closest("label") : null;
    return (label ?? control).getBoundingClientRect();
  }
  // WCAG 2.5.8 leaves links in a sentence alone ...
  function inText(control) {
    if (getComputedStyle(control).display !== "inline") return false;
    const block = control.parentElement.closest("p, li, dd, td, th, h2, h3, blockquote, figcaption, div");
    const around = [...(block?.childNodes ?? [])].filter((node) => !node.contains(control)).map(textOf).join("").trim();
    return around !== "";
  }
  // ... and what is small where a circle of 24 pixels around it touches no other target.
  function hasRoom(control) {
    const at = places.get(control);
    const x = at.left + at.width / 2;
    const y = at.top + at.height / 2;
    return controls.every((other) => {
      if (other === control || control.contains(other) || other.contains(control) || offScreen(other)) return true;
      const place = places.get(other);
      const right = Math.max(place.left - x, 0, x - place.right);
      const down = Math.max(place.top - y, 0, y - place.bottom);
      return Math.hypot(right, down) >= 12;
    });
  }

  // Pictures, tables, where one is.
  for (const image of document.querySelectorAll("img:not([alt])")) say(image, "a picture has no alt");
  for (const drawing of document.querySelectorAll("svg:not(svg svg)")) {
    const named = ["img", "group"].includes(drawing.getAttribute("role")) && (drawing.getAttribute("aria-label") || drawing.getAttribute("aria-labelledby"));
    if (!named && !hiddenFromReaders(drawing)) say(drawing, "a drawing has neither a name nor aria-hidden");
  }
  for (const table of document.querySelectorAll("table")) {
    const heads = [...table.querySelectorAll("th")];
    if (heads.length === 0) say(table, "a table has no heads");
    for (const head of heads) if (!head.scope) say(head, "a table's head has no scope");
    if (!table.caption && !table.hasAttribute("aria-labelledby") && !table.hasAttribute("aria-label")) say(table, "a table has no caption");
  }
  const pathOf = (address) => new URL(address).pathname.replace(/^\/events$/, "/"); // the listing is the home page
  for (const list of document.querySelectorAll("nav")) {
    const here = [...list.querySelectorAll("[aria-current=page]")];
    if (here.length > 1) say(list, "two links of one nav say that they are this page");
    for (const link of here) {
      if (link.href && pathOf(link.href) !== pathOf(window.location.href)) say(link, "it says that it is this page and leads elsewhere");
    }
    if (!list.hasAttribute("aria-label") && !list.hasAttribute("aria-labelledby")) say(list, "a nav has no name");
  }
  for (const group of document.querySelectorAll("fieldset")) {
    if (!group.querySelector(":scope > legend")?.textContent.trim()) say(group, "a group of fields has no legend");
  }

  // Contrast of every text that is shown, against what is painted below it.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  canvas.canvas.width = canvas.canvas.height = 1;
  const colours = new Map();
  function rgba(css) {
    if (!colours.has(css)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      colours.set(css, [r, g, b, a / 255]);
    }
    return colours.get(css);
  }
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  function below(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none" && style.backgroundImage.includes("url")) return null;
      const colour = rgba(style.backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((ground, layer) => over(layer, ground), dark ? [0, 0, 0, 1] : [255, 255, 255, 1]);
  }
  const luminance = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map((part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const judged = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || judged.has(element)) continue;
    judged.add(element);
    if (!seen(element) || offScreen(element) || element.closest("svg, script, style, noscript, template, :disabled, [aria-disabled=true]")) continue;
    const style = getComputedStyle(element);
    const ground = below(element);
    if (!ground) continue;
    const ink = over(rgba(style.color), ground);
    const [high, low] = [luminance(ink), luminance(ground)].sort((one, other) => other - one);
    const ratio = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < needed - 0.01) say(element, `a contrast of ${ratio.toFixed(2)} in ${dark ? "dark" : "light"}`);
  }
  return [...new Set(faults)];
}
