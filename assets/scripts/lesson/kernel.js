/** The filter the visitor makes by hand, shared by the steps on convolution, ReLU, pooling and learning. */
export const PRESETS = {
  "vertical edge": [-1, 0, 1, -1, 0, 1, -1, 0, 1],
  "horizontal edge": [-1, -1, -1, 0, 0, 0, 1, 1, 1],
  blur: [1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16),
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  identity: [0, 0, 0, 0, 1, 0, 0, 0, 0],
};

export const filter = { kernel: [...PRESETS["vertical edge"]], bias: 0 };
