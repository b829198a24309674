/** Where a browser keeps "add to home screen", as far as its name tells. */

export type Menu = "topMenu" | "bottomMenu" | "share";

/** UC, QQ, Xiaomi and Huawei have their menu at the bottom, Safari a share button, others ⋮ above. */
export function menuOf(userAgent: string): Menu {
  if (/UCBrowser|MQQBrowser|MiuiBrowser|HuaweiBrowser|HeyTapBrowser|VivoBrowser/i.test(userAgent)) return "bottomMenu";
  if (/iPhone|iPad|iPod/.test(userAgent)) return "share";
  return "topMenu";
}
