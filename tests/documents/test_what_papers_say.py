"""What each paper has to say, word for word as a reader's program takes it out of the PDF."""

from collections.abc import Sequence

import pytest

from tests.documents.reading import printed
from tests.documents.samples import made

SAID: dict[str, Sequence[str]] = {
    "employment_contract": (
        "KOWALCZYK ŁUCJA MARIA",
        "契約期間 Period of the contract 令和9年4月1日から令和10年3月31日まで",
        "契約の更新 Renewal 更新する場合がある (May be renewed) 業務の進捗",
        "研究者等の10年特例 Ten-year rule for researchers 適用する (applies)",
        "試用期間 Trial period 3か月 (3 months)",
        "就業場所 Place of work 工学部5号館 3階 高分子材料研究室",
        "職務内容 Duties 高分子膜の合成と評価に関する研究",
        "週38時間 (38 hours a week) 裁量労働制 (Discretionary working hours)",
        "休日・休暇 Holidays and leave 土曜日・日曜日",
        "基本給 Base pay 月額 452,000円 (JPY 452,000 a month)",
        "諸手当 Allowances 年額 336,000円 (JPY 336,000 a year) 住居手当 月額28,000円",
        "賞与 Bonus 年額 1,200,000円 (JPY 1,200,000 a year)",
        "年収見込額 Expected annual pay 6,960,000円 (JPY 6,960,000)",
        "賃金の支払日 Pay day 毎月17日 The 17th of each month",
        "支払方法 How pay is made 本人が指定する口座への振込み",
        "社会保険等 Insurance 健康保険・厚生年金保険・雇用保険・労災保険",
        "退職に関する事項 Leaving 契約期間の満了による。",
        "特約事項 Special terms 研究成果の取扱い",
        "公印",
        "職員署名 Employee's signature",
    ),
    "offer_of_employment": (
        "KOWALCZYK ŁUCJA MARIA 様",
        "採用することを内定しました",
        "令和9年1月29日までに",
        "by 29 January 2027",
    ),
    "salary_certificate": (
        "令和9年4月1日から1年間の支払見込額",
        "基本給 9,600,000円",
        "賞与 2,880,000円",
        "諸手当 336,000円",
        "合計（年収見込額） 12,816,000円",
        "通勤手当、実費弁償としての手当および時間外労働に対する手当は、上記の金額に含まれていません。",
    ),
    "employment_certificate": (
        "採用年月日 Date of hire 令和9年4月1日 (1 April 2027)",
        "契約満了日 End of the contract 令和10年3月31日 (31 March 2028)",
        "所定労働時間 Working hours 週38時間 (38 hours a week)",
        "給与 Pay 月額 452,000円 (JPY 452,000 a month)",
        "使用目的 Purpose 在留手続 (Immigration procedures) 保育所・学童保育の申込み",
    ),
    "supporter_income": (
        "OKONKWO CHUKWUEMEKA DAVID",
        "給与・滞在費 月額 620,000円 年収見込額 9,672,000円",
        "OKONKWO ADAEZE FLORENCE 配偶者 1987年1月19日 ナイジェリア",
        "OKONKWO CHIDERA 子 2021年9月8日 ナイジェリア",
        "在日中 在職証明書、住民税の課税証明書および納税証明書",
    ),
    "nursery_certificate": (
        "就労時間 週38時間 固定労働時間制 8時30分～17時15分（休憩60分）",
        "雇用期間 令和9年4月1日から令和10年3月31日まで",
        "OKONKWO CHIDERA（2021年9月8日生）",
    ),
    "housing_guarantee": (
        "物件の所在地 Property 令和市中央区本町3丁目5番6号 令和ハイツ203号室",
        "家賃 Rent 月額 78,000円 (JPY 78,000 a month)",
        "契約期間 Period of the lease 令和9年3月28日から令和11年3月27日まで",
        "保証人 Guarantor 佐々木 健太郎",
        "NGUYEN VAN DUC (Father) +84-24-0000-0123",
    ),
    "jsps_consent": (
        "独立行政法人日本学術振興会理事長 殿",
        "採用通知の日付 令和8年12月18日",
        "受入れの条件を事前に本人に説明し、合意のうえで受け入れます。",
        "採用の取消しや経費の返還を求められる場合がある",
        "受入研究者署名",
    ),
    "visit_report_arrival": (
        "採択番号・課題番号 Award or project number JPMJLT-2027-0123",
        "今回の滞在開始日 First day of this visit 令和9年4月5日 (5 April 2027)",
        "今回の滞在終了予定日 Last day of this visit 令和9年9月30日 (30 September 2027)",
    ),
    "visit_report_departure": (
        "研究終了日 Last day of research 令和10年3月31日 (31 March 2028)",
        "離日日 Leaves Japan on 令和10年4月2日 (2 April 2028)",
    ),
    "host_notice_start": (
        "東京出入国在留管理局長 殿",
        "在留カード番号 AB12345678CD",
        "事由 受入れの開始 受入れを開始した日 令和9年4月1日",
        "法人番号 0000000000000",
    ),
    "host_notice_end": (
        "事由 受入れの終了 受入れを開始した日 令和9年4月1日 受入れを終了した日 令和10年3月31日",
    ),
    "employment_report_start": (
        "公共職業安定所長 殿",
        "在留資格 教授 在留期間（満了日） 令和12年4月1日まで 在留カード番号 AB12345678CD",
        "資格外活動許可の有無 無",
        "届出の区分 雇入れ 雇入れ年月日 令和9年4月1日",
        "担当 総務部人事課",
    ),
    "employment_report_end": (
        "届出の区分 離職 雇入れ年月日 令和9年4月1日 離職年月日 令和12年3月31日",
    ),
    "staff_identity": (
        "東京出入国在留管理局長 殿",
        "職員証（表）の写し",
        "窓口では原本を提示します。",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_paper_says_what_its_readers_look_for(name: str) -> None:
    text = printed(made(name))

    assert [line for line in SAID[name] if line not in text] == []


def test_family_member_who_stays_at_home_is_on_no_paper_of_the_supporter() -> None:
    assert "2024年2月29日" not in printed(made("supporter_income"))
