/** The second file of the phone: one file, because these compress better together. */

export { Fill } from "./building/fill";
export { BuildingsScreen } from "./building/buildings";
export { DisinfectionScreen, pointed } from "./disinfection/disinfection";
export { TemperaturePad } from "./door/pad";
export { DoorSheet } from "./door/sheet";
