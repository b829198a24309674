/** Looks for a QR through the phone's camera. No picture is taken, kept or sent. */

import { useEffect, useRef, useState } from "preact/hooks";

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

type DetectorClass = new (options: { readonly formats: readonly string[] }) => Detector;

/** The browser's own reader of codes, where it has one. */
function detectorClass(): DetectorClass | null {
  const found = (globalThis as { readonly BarcodeDetector?: DetectorClass }).BarcodeDetector;
  return found !== undefined && "mediaDevices" in navigator ? found : null;
}

/** none: this browser reads no codes · denied: the person said no · broken: no camera, or another app has it */
type CameraState = "none" | "starting" | "looking" | "denied" | "broken";

const EVERY_MS = 200;

/** Shows the camera in a video and calls back with each code it sees; everything stops when the screen closes. */
export function useCamera(onCode: (text: string) => void): { readonly video: { current: HTMLVideoElement | null }; readonly state: CameraState } {
  const video = useRef<HTMLVideoElement>(null);
  const heard = useRef(onCode);
  heard.current = onCode;
  const [state, setState] = useState<CameraState>(detectorClass() ? "starting" : "none");
  useEffect(() => {
    const Reader = detectorClass();
    if (!Reader) return;
    let stream: MediaStream | null = null;
    let isClosed = false;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    const look = async (reader: Detector) => {
      while (!isClosed && video.current) {
        const [code] = await reader.detect(video.current).catch(() => []);
        if (code && !isClosed) heard.current(code.rawValue);
        await new Promise((again) => setTimeout(again, EVERY_MS));
      }
    };
    const start = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (isClosed || !video.current) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      setState("looking");
      await look(new Reader({ formats: ["qr_code"] }));
    };
    start().catch((error: unknown) => {
      if (!isClosed) setState(error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "broken");
    });
    return () => {
      isClosed = true;
      stop();
    };
  }, []);
  return { video, state };
}
