#!/usr/bin/env node
/* a comment */
"use strict";
const frozen = Object.freeze({ x: 1 });
const outcome = (call) => {
  try {
    call();
    return "silent";
  } catch (error) {
    return error.constructor.name;
  }
};

exports.cases = {
  "strict arrow function": () => outcome(() => (frozen.x = 2)),
  "strict generator": () => [
    ...(function* () {
      yield outcome(() => (frozen.x = 2));
    })(),
  ],
};
