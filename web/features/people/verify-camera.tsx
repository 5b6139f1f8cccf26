'use client';
import { useTranslations } from 'next-intl';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { useCamera } from './camera.ts';

interface VerifyCameraProps {
  readonly name: string;
  readonly onCode: (text: string) => void;
  /** The way without a camera. */
  readonly onWords: () => void;
}

/** The camera's picture while it looks for the code of a person. */
export function VerifyCamera({ name, onCode, onWords }: VerifyCameraProps) {
  const t = useTranslations('sharing.verify.camera');
  const { state, video } = useCamera(onCode);
  if (state === 'refused' || state === 'absent') {
    return (
      <Notice
        kind="warn"
        role="alert"
        title={t(`${state}.title`)}
        actions={
          <Button look="secondary" onClick={onWords}>
            {t('words')}
          </Button>
        }
      >
        <p>{t(`${state}.todo`)}</p>
      </Notice>
    );
  }
  return (
    <div className="space-y-2">
      <p role="status" className="text-muted">
        {t(state, { name })}
      </p>
      <video
        ref={video}
        muted
        playsInline
        aria-label={t('picture')}
        className="aspect-video w-full max-w-md rounded-xl bg-sunken object-cover"
      />
      <p className="text-sm text-muted">{t('stays')}</p>
    </div>
  );
}
