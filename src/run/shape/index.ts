export { comboToFname, type ComboToFnameOptions } from "./combo-to-fname.js";
export { namedProduct, type Combo } from "./named-product.js";
