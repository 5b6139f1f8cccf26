'use client';
import { Download, Printer } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { saveFile } from '../../client/save-file.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { Details } from '../../components/ui/details.tsx';
import { QrImage } from '../../components/ui/qr-image.tsx';
import type { KitView } from '../../worker/kit-keeper.ts';
import type { Problem } from '../../worker/problem.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';

const FILE_NAME = 'sealchart-recovery-kit.pdf';

/** A recovery kit to be saved: its words, and ways to paper. */
export function KitSheet({ view }: { readonly view: KitView }) {
  const t = useTranslations('credentials.kit');
  const { acts } = useSession();
  const [problem, setProblem] = useState<Problem>();
  const [isSaved, setSaved] = useState(false);
  const download = async () => {
    try {
      const bytes = await acts.kitPdf();
      if (bytes) saveFile(new Blob([bytes], { type: 'application/pdf' }), FILE_NAME);
      setSaved(bytes !== undefined);
      setProblem(undefined);
    } catch (caught) {
      setProblem(problemOf(caught));
    }
  };
  const { kit } = view;
  return (
    <div className="space-y-5">
      <Card aria-labelledby="kit-words" className="space-y-4">
        <h2 id="kit-words" className="font-semibold">
          {t('words')}
        </h2>
        <ol translate="no" lang="en" className="grid grid-cols-2 gap-x-4 gap-y-1.5 font-mono sm:grid-cols-3">
          {kit.words.map((word, index) => (
            <li key={`${index}-${word}`} className="flex gap-2">
              <span className="w-7 text-right text-muted">{index + 1}.</span>
              <span className="font-semibold">{word}</span>
            </li>
          ))}
        </ol>
        <div className="flex flex-wrap gap-3">
          <Button onClick={() => void download()}>
            <Download aria-hidden className="size-4" />
            {t('download')}
          </Button>
          <Button look="secondary" onClick={() => print()}>
            <Printer aria-hidden className="size-4" />
            {t('print')}
          </Button>
          <CopyButton text={view.text} />
        </div>
        <p role="status" className="text-sm text-muted empty:hidden">
          {isSaved && t('downloaded', { name: FILE_NAME })}
        </p>
        {problem && <ProblemNotice problem={problem} />}
      </Card>
      <Details summary={t('more')}>
        <div className="flex flex-wrap items-start gap-6">
          <QrImage rows={view.qr} label={t('qr')} className="size-60" />
          <dl className="min-w-0 flex-1 basis-60 space-y-2 text-sm">
            {(['server', 'accountId', 'instanceId', 'realm', 'logKey'] as const).map((field) => (
              <div key={field}>
                <dt className="text-muted">{t(`fields.${field}`)}</dt>
                <dd className="font-mono break-all">{kit[field]}</dd>
              </div>
            ))}
          </dl>
        </div>
      </Details>
      <div aria-hidden className="print-sheet">
        <pre className="text-[10pt] leading-snug whitespace-pre-wrap">{view.text}</pre>
        <QrImage rows={view.qr} label={t('qr')} className="size-[57mm]" />
      </div>
    </div>
  );
}
