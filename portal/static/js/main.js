// Loads what a page asks for: <form data-module="suggestions"> gets suggestions.js, and so on.
// Every page works without any of it.

const loaded = new Map();

function load(name) {
  if (!loaded.has(name)) {
    loaded.set(name, import(`./${name}.js`));
  }
  return loaded.get(name);
}

export function start(root) {
  const elements = [...root.querySelectorAll("[data-module]")];
  if (root instanceof Element && root.matches("[data-module]")) {
    elements.unshift(root);
  }
  for (const element of elements) {
    for (const name of element.dataset.module.split(" ")) {
      load(name).then((module) => module.default(element)).catch((error) => {
        console.error(`module ${name}:`, error);
      });
    }
  }
}

start(document);
