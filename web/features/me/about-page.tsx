'use client';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { useAccount } from '../../client/session.tsx';
import { Card } from '../../components/ui/card.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';

const PROMISES = ['read', 'change', 'attribute', 'readers', 'password'] as const;
const NOT_YET = ['person', 'old', 'hidden', 'clock'] as const;
const NEVER = ['kept', 'device', 'noKit', 'kit', 'server'] as const;

/** What this is, which server it talks to, and what it can and cannot promise. */
export function AboutPage() {
  const t = useTranslations('me.about');
  const path = usePaths();
  const { instance } = useAccount();
  const { data: version } = useAsk(['account', 'version'], (acts) => acts.version());
  const facts = { version: version ?? '…', server: instance.server, instanceId: instance.instanceId, logKey: instance.logKey };
  return (
    <div className="max-w-2xl space-y-6">
      <PageHeader title={t('title')} intro={t('intro')} back={path('me')} />
      <Statements title={t('promises.title')} items={PROMISES.map((name) => t(`promises.${name}`))} />
      <Statements title={t('notYet.title')} intro={t('notYet.intro')} items={NOT_YET.map((name) => t(`notYet.${name}`))} />
      <Statements title={t('never.title')} items={NEVER.map((name) => t(`never.${name}`))} />
      <Card aria-labelledby="about-facts" className="space-y-3">
        <h2 id="about-facts" className="text-lg font-semibold">
          {t('facts.title')}
        </h2>
        <dl className="space-y-3">
          {(['version', 'server', 'instanceId', 'logKey'] as const).map((name) => (
            <div key={name}>
              <dt className="text-sm text-muted">{t(`facts.${name}`)}</dt>
              <dd className="font-mono text-sm break-all">{facts[name]}</dd>
            </div>
          ))}
          <div>
            <dt className="text-sm text-muted">{t('facts.licence')}</dt>
            <dd>
              Apache-2.0 ·{' '}
              <a className="inline-flex min-h-6 items-center text-accent underline underline-offset-2" href="/third-party-notices.txt">
                {t('facts.notices')}
              </a>
            </dd>
          </div>
        </dl>
      </Card>
    </div>
  );
}

function Statements({ title, intro, items }: { readonly title: string; readonly intro?: string; readonly items: readonly string[] }) {
  return (
    <Card className="space-y-3">
      <h2 className="text-lg font-semibold">{title}</h2>
      {intro && <p className="text-muted">{intro}</p>}
      <ul className="list-disc space-y-2 pl-5">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </Card>
  );
}
