/** Cards with a code: scanned, or their short code typed. */

import type { Shape } from "../shape";

const zh = {
  title: "扫点位码",
  looking: "把码放进框里。不拍照,不留照片。",
  starting: "正在开相机…",
  none: "这个浏览器扫不了码。输码下面的短码也一样。",
  denied: "没让用相机。点一下点位,或输码下面的短码,也一样。",
  broken: "相机打不开。点一下点位,或输码下面的短码,也一样。",
  type: "码下面的短码",
  example: "例:3.1.1302、3.@大厅",
  find: "找",
  unknown: "这个码不是点位码。",
  notHeld: "这台手机上没有这个点位。请找社区看一下分给谁了。",
  notFound: "没有这个短码,或不止一个。多输几位试试。",
  opening: "正在打开…",
};

const en: Shape<typeof zh> = {
  title: "Scan a place",
  looking: "Hold the code in the frame. No photo is taken or kept.",
  starting: "Opening the camera…",
  none: "This browser cannot scan. Type the short code below the QR instead.",
  denied: "Camera not allowed. Tap the place, or type the short code below the QR.",
  broken: "The camera does not open. Tap the place, or type the short code below the QR.",
  type: "Short code below the QR",
  example: "For example 3.1.1302",
  find: "Find",
  unknown: "Not a place code.",
  notHeld: "This place is not on this phone. Ask the community whose it is.",
  notFound: "No place has this short code, or more than one. Type more of it.",
  opening: "Opening…",
};

export const scan = { zh, en };
