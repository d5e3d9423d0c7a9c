import assert from "node:assert/strict";
import { type GpuFacts, gpuAdvice } from "../../../../src/engine/devices/gpu-advice.js";

/** A Linux machine with a card that has all it needs. */
function linux(change: Partial<GpuFacts> = {}): GpuFacts {
  return {
    platform: "linux",
    arch: "x64",
    wsl: false,
    container: false,
    makers: ["nvidia"],
    deviceFile: "usable",
    nvidiaDriver: "580.65.06",
    missing: [],
    vulkanDriver: true,
    backends: true,
    canAddCuda: false,
    ...change,
  };
}

const amd = { makers: ["amd"], nvidiaDriver: undefined } as const;
const windows = { platform: "win32", nvidiaDriver: undefined, deviceFile: undefined } as const;
const noCuda = ["libcuda.so.1", "libcudart.so.13", "libcublas.so.13"];

/** Machines as they are met, and what their advice has to name. */
const situations: [string, GpuFacts, ...RegExp[]][] = [
  [
    "an NVIDIA card without its driver",
    linux({ deviceFile: undefined, nvidiaDriver: undefined, missing: noCuda }),
    /libcuda\.so\.1 is missing/,
    /install the NVIDIA driver/,
  ],
  [
    "an NVIDIA driver of 2021",
    linux({ nvidiaDriver: "470.256.02" }),
    /470\.256\.02 is too old/,
    /525 or newer/,
  ],
  [
    "an NVIDIA card for which CUDA can be added",
    linux({ canAddCuda: true, missing: ["libcudart.so.13"] }),
    /Add CUDA Support/,
  ],
  [
    "an NVIDIA driver without CUDA's runtime",
    linux({ missing: ["libcudart.so.13", "libcublas.so.13"] }),
    /libcudart\.so\.13 is missing/,
    /cuda-cudart-13-0/,
  ],
  [
    "an NVIDIA card with half of CUDA's runtime",
    linux({ missing: ["libcublas.so.13"] }),
    /libcublas\.so\.13 is missing/,
  ],
  [
    "an NVIDIA card in Windows without CUDA's runtime",
    linux({ ...windows, missing: ["cudart64_13.dll"] }),
    /cudart64_13\.dll is missing/,
    /CUDA Toolkit/,
  ],
  [
    "an AMD card without Vulkan's loader",
    linux({ ...amd, missing: [...noCuda, "libvulkan.so.1"] }),
    /libvulkan\.so\.1 is missing/,
    /libvulkan1 and mesa-vulkan-drivers/,
  ],
  [
    "an AMD card without a Vulkan driver",
    linux({ ...amd, missing: noCuda, vulkanDriver: false }),
    /finds no driver/,
    /mesa-vulkan-drivers/,
  ],
  [
    "a card whose device file is for others",
    linux({ ...amd, missing: noCuda, deviceFile: "forbidden" }),
    /renderD128/,
    /groups video and render/,
  ],
  [
    "an Intel card in Windows without Vulkan",
    linux({ ...windows, makers: ["intel"], missing: ["nvcuda.dll", "vulkan-1.dll"] }),
    /vulkan-1\.dll is missing/,
  ],
  [
    "a container without --gpus",
    linux({ container: true, deviceFile: undefined, missing: noCuda }),
    /--gpus all/,
    /NVIDIA Container Toolkit/,
  ],
  [
    "a container without /dev/dri",
    linux({ ...amd, container: true, deviceFile: undefined, missing: noCuda }),
    /--device \/dev\/dri/,
  ],
  [
    "WSL without NVIDIA's driver in Windows",
    linux({ wsl: true, makers: [], missing: noCuda, nvidiaDriver: undefined }),
    /libcuda\.so\.1 is missing/,
    /in Windows/,
  ],
  [
    "WSL with the driver, without CUDA's runtime",
    linux({ wsl: true, makers: [], missing: ["libcudart.so.13"], nvidiaDriver: undefined }),
    /libcudart\.so\.13 is missing/,
  ],
  ["a package of another platform", linux({ backends: false }), /no GPU support/],
  [
    "a Mac with an Intel processor",
    linux({ platform: "darwin", makers: [] }),
    /Intel processor/,
    /Apple silicon/,
  ],
];

describe("advice on a graphics card that is not used", () => {
  for (const [situation, facts, ...named] of situations) {
    it(`names what is wrong and the remedy: ${situation}`, () => {
      const advice = gpuAdvice(facts) ?? "";
      for (const expected of named) assert.match(advice, expected);
      assert.match(advice, /^[A-Z].*\.$/);
    });
  }

  it("is different for each situation", () => {
    const given = situations.map(([, facts]) => gpuAdvice(facts));
    assert.equal(new Set(given).size, given.length - 1, given.join("\n"));
  });

  it("is not given where there is no card, as nothing would help", () => {
    assert.equal(
      gpuAdvice(linux({ makers: [], deviceFile: undefined, missing: noCuda })),
      undefined,
    );
    assert.equal(gpuAdvice(linux({ platform: "darwin", arch: "arm64", makers: [] })), undefined);
  });
});
