'use client';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { Button } from '../components/ui/button.tsx';
import { Dialog } from '../components/ui/dialog.tsx';
import { beginUnsaved } from './unsaved-forms.ts';

/**
 * Keeps what is typed and not saved: closing the tab or following a link asks first. Returns the question, to be rendered. Nothing of
 * it is written anywhere, because a browser's storage outside of the sealed one is no place for what people write here.
 */
export function useUnsaved(isUnsaved: boolean): ReactNode {
  const t = useTranslations('common.unsaved');
  const router = useRouter();
  const [place, setPlace] = useState<string>();
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const end = beginUnsaved();
    const holdTab = (event: BeforeUnloadEvent) => event.preventDefault();
    const holdLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : undefined;
      if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey || link.target === '_blank') return;
      const url = new URL(link.href);
      if (url.origin !== location.origin || (url.pathname === location.pathname && url.hash === location.hash)) return;
      if (link.getAttribute('href')?.startsWith('#') === true) return;
      event.preventDefault();
      event.stopPropagation();
      setPlace(url.pathname + url.search + url.hash);
    };
    addEventListener('beforeunload', holdTab);
    document.addEventListener('click', holdLink, true);
    return () => {
      end();
      removeEventListener('beforeunload', holdTab);
      document.removeEventListener('click', holdLink, true);
    };
  }, [isUnsaved]);
  const stay = () => setPlace(undefined);
  return (
    <Dialog
      title={t('title')}
      isOpen={place !== undefined}
      onClose={stay}
      actions={
        <>
          <Button look="secondary" onClick={stay}>
            {t('stay')}
          </Button>
          <Button
            look="danger"
            onClick={() => {
              stay();
              if (place !== undefined) router.push(place);
            }}
          >
            {t('leave')}
          </Button>
        </>
      }
    >
      <p>{t('text')}</p>
    </Dialog>
  );
}
