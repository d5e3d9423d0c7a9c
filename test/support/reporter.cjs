/** Mocha's readable report on the terminal and, where TILLER_TEST_REPORT names a file, its JSON report there. */
const { reporters } = require("mocha");

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const output = process.env.TILLER_TEST_REPORT;
    if (output) new reporters.JSON(runner, { reporterOption: { output } });
  }
};
