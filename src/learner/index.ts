export * from "./learner.js";
