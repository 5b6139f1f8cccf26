'use client';
import type { RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';

/** How the camera is. `refused`: the person or a policy said no; `absent`: there is none, or something else uses it. */
export type CameraState = 'starting' | 'looking' | 'refused' | 'absent';

/** Longer side of the pictures that are searched: more takes longer and finds no more. */
const LONGEST = 800;
const PAUSE_MS = 120;

interface Camera {
  readonly state: CameraState;
  readonly video: RefObject<HTMLVideoElement | null>;
}

/** Looks through the camera until a QR code is found, gives its text once, and lets the camera go. Pictures stay in this page. */
export function useCamera(onCode: (text: string) => void): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('starting');
  const found = useRef(onCode);
  useEffect(() => {
    found.current = onCode;
  }, [onCode]);

  useEffect(() => {
    const end = new AbortController();
    const run = async (): Promise<void> => {
      try {
        const [stream, { decodeQR }] = await Promise.all([openCamera(end.signal), import('qr/decode.js')]);
        const element = video.current;
        if (end.signal.aborted || !element) return;
        element.srcObject = stream;
        await element.play();
        setState('looking');
        const text = await look(element, decodeQR, end.signal);
        if (text !== undefined) found.current(text);
      } catch (error) {
        if (!end.signal.aborted) setState(error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'absent');
      }
    };
    void run();
    return () => end.abort();
  }, []);
  return { state, video };
}

/** The camera at the back where there are two; it stops with the signal. */
async function openCamera(signal: AbortSignal): Promise<MediaStream> {
  if (!('mediaDevices' in navigator)) throw new TypeError('no camera here');
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return stream;
}

async function look(video: HTMLVideoElement, decode: (image: ImageData) => string, signal: AbortSignal): Promise<string | undefined> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  while (!signal.aborted) {
    const { videoWidth, videoHeight } = video;
    const scale = Math.min(1, LONGEST / Math.max(videoWidth, videoHeight, 1));
    canvas.width = Math.max(1, Math.round(videoWidth * scale));
    canvas.height = Math.max(1, Math.round(videoHeight * scale));
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decode(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      // No code in this picture.
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return undefined;
}
