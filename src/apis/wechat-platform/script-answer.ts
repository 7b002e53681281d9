import type { Context } from '../../core/context.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Phone } from '../../core/phone.ts'
import type { Infer } from '../../core/schema.ts'
import type { PageAnswer } from '../../dialects/wechat/answers.ts'
import { given } from '../shared/given.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { consentCases as cases } from './consent-cases.ts'
import type { consentRequest } from './consent-request.ts'
import { orderFor } from './failing-codes.ts'

type Request = Infer<typeof consentRequest>

/** What `wx` of this package asks for: JSON for a script, which could not follow a redirect. */
export const answerScript = (input: Request, context: Context): Outcome<PageAnswer> => {
  const chosen = given(input.mock_person)
  const appId = given(input.appid) ?? ''
  const order =
    chosen === undefined
      ? { person: context.phone.holder()?.id ?? 'mock:new' }
      : orderFor(chosen, context)
  if (order === undefined)
    return refuse(context, 'mock_person', 'is nobody of this world and no case')
  const { phone } = context
  switch (input.mock_answer) {
    case 'login':
      return json(phone.issueCode(appId === '' ? order : { ...order, appId }))
    case 'phone':
    case 'profile': {
      const person = order.person
      if (person === undefined || person === 'mock:new')
        return refuse(context, 'mock_person', 'has no phone and no profile')
      return json(
        input.mock_answer === 'phone'
          ? withoutKey(phone.encrypt({ person, appId }))
          : phone.sign({ person, appId }),
      )
    }
    default:
      return refuse(context, 'mock_answer', 'is not login, phone or profile')
  }
}

const json = (value: object): Outcome<PageAnswer> => ok({ json: JSON.stringify(value) })

/** A phone is not told its session key. */
const withoutKey = ({ encryptedData, iv, code }: ReturnType<Phone['encrypt']>) => ({
  code,
  encryptedData,
  iv,
})

const refuse = (context: Context, path: string, what: string): Outcome<never> =>
  refuseWith(context, cases['page-parameter-invalid'], {
    kind: 'mock-parameter',
    message: `\`${path}\` ${what}: the mock shows an error page; send another.`,
    path,
  })
