// What a chart's roles look like: the stylesheet's --chart-* tokens as colours that Plotly understands.

const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

// A custom property is text until something is painted with it; a pixel knows what light-dark() and var() came to.
function pixel(colour) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgba(${r},${g},${b},${(a / 255).toFixed(3)})`;
}

// palette(element)("bad") is the colour of --chart-bad as it holds at the element.
export function palette(element) {
  const probe = document.createElement("span");
  element.append(probe);
  const known = new Map();
  const colour = (role) => {
    if (!known.has(role)) {
      probe.style.color = `var(--chart-${role})`;
      known.set(role, pixel(getComputedStyle(probe).color));
    }
    return known.get(role);
  };
  colour.done = () => probe.remove();
  return colour;
}
