'use client';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { useAccount } from '../../client/session.tsx';
import { Card } from '../../components/ui/card.tsx';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { Details } from '../../components/ui/details.tsx';
import { QrImage } from '../../components/ui/qr-image.tsx';

/** The own key as others compare it. */
export function OwnKey() {
  const t = useTranslations('me.key');
  const { words, fingerprint } = useAccount();
  const { data: code } = useAsk(['account', 'own-code'], (acts) => acts.ownCode());
  return (
    <Card aria-labelledby="me-key" className="space-y-4">
      <div className="space-y-1">
        <h2 id="me-key" className="font-semibold">
          {t('title')}
        </h2>
        <p className="text-muted">{t('intro')}</p>
      </div>
      <ol translate="no" lang="en" aria-label={t('words')} className="grid grid-cols-2 gap-2 sm:grid-cols-3">
        {words.map((word, index) => (
          <li key={`${index}-${word}`} className="rounded-lg bg-sunken px-3 py-2 text-center font-mono text-lg font-semibold">
            {word}
          </li>
        ))}
      </ol>
      <Details summary={t('more')}>
        <p className="mb-2 text-sm text-muted">{t('hexIntro')}</p>
        <p className="mb-3 font-mono text-sm break-words" translate="no">
          {fingerprint.match(/.{1,4}/g)?.join(' ')}
        </p>
        <CopyButton text={fingerprint} />
        {code && (
          <div className="mt-4 space-y-2">
            <p className="text-sm text-muted">{t('qrIntro')}</p>
            <QrImage rows={code.qr} label={t('qr')} />
          </div>
        )}
      </Details>
    </Card>
  );
}
