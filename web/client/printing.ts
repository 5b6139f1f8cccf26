import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Whether the page goes to paper. Drawn at once when that begins: the browser prints what is there when its event has been heard. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const paper = matchMedia('print');
    const draw = (is: boolean) => flushSync(() => setPrinting(is));
    const onBefore = () => draw(true);
    const onAfter = () => draw(false);
    const onChange = () => draw(paper.matches);
    addEventListener('beforeprint', onBefore);
    addEventListener('afterprint', onAfter);
    paper.addEventListener('change', onChange);
    return () => {
      removeEventListener('beforeprint', onBefore);
      removeEventListener('afterprint', onAfter);
      paper.removeEventListener('change', onChange);
    };
  }, []);
  return isPrinting;
}
