'use client';
import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useAccount } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Rename } from './rename.tsx';

/** Who I am here. */
export function Profile() {
  const t = useTranslations('me.profile');
  const { name, identifier } = useAccount();
  const [isRenaming, setRenaming] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const wasRenaming = useRef(false);
  useEffect(() => {
    if (wasRenaming.current && !isRenaming) opener.current?.focus();
    wasRenaming.current = isRenaming;
  }, [isRenaming]);
  return (
    <Card aria-labelledby="me-profile" className="space-y-3">
      <h2 id="me-profile" className="font-semibold">
        {t('title')}
      </h2>
      {isRenaming ? (
        <Rename onEnd={() => setRenaming(false)} />
      ) : (
        <div className="flex flex-wrap items-start justify-between gap-3">
          <dl className="min-w-0">
            <dt className="text-sm text-muted">{t('name')}</dt>
            <dd className="break-words">{name}</dd>
          </dl>
          <Button ref={opener} look="secondary" onClick={() => setRenaming(true)}>
            <Pencil aria-hidden className="size-4" />
            {t('rename')}
          </Button>
        </div>
      )}
      <dl>
        <dt className="text-sm text-muted">{t('identifier')}</dt>
        <dd className="break-all">{identifier}</dd>
      </dl>
    </Card>
  );
}
