"""What a verifier can find wrong: each problem has a code, and one sentence in Chinese and in English."""

PROBLEMS: dict[str, tuple[str, str]] = {
    "missing": ("缺少這個檔案。", "This file is missing."),
    "inserted": ("這個檔案不在清單裡，是後來放進來的。", "This file is not in the list: it was put in later."),
    "changed": ("檔案內容與匯出時不同，已被更動。", "The file is not what it was when it was exported."),
    "unreadable": ("檔案格式不正確，無法讀取。", "The file has not the form that it must have."),
    "bad_checkpoint": (
        "檢查點格式不正確，或簽章不成立。",
        "The checkpoint is malformed, or a signature does not hold.",
    ),
    "other_log": ("這是另一個軌跡的檢查點。", "This is the checkpoint of another log."),
    "not_signed": ("檢查點不是由您給的公鑰簽署。", "The checkpoint is not signed by the key that you gave."),
    "not_witnessed": ("見證者的副署不足。", "Too few of the witnesses cosigned the checkpoint."),
    "rewritten": (
        "先前看過的檢查點不是這個軌跡的開頭：過去被改寫了。",
        "The checkpoint seen earlier is not the beginning of this log: the past was rewritten.",
    ),
    "not_in_log": (
        "這筆分錄不在檢查點證明的軌跡裡，已被更動、插入或換位。",
        "This entry is not in the log that the checkpoint proves: it was changed, inserted or moved.",
    ),
    "root_differs": (
        "由全部分錄算出的根與檢查點不同，分錄已被更動。",
        "The root of all entries is not that of the checkpoint: entries were changed.",
    ),
    "not_this_export": (
        "軌跡裡的匯出分錄不是這份清單的匯出。",
        "The export entered in the log is not that of this list.",
    ),
    "payload_changed": (
        "內容與分錄承諾的摘要不符，已被更動。",
        "The content is not what the entry committed to: it was changed.",
    ),
    "not_disposed": (
        "內容不在，也沒有處分該內容的分錄。",
        "The content is not there, and no entry tells of its disposal.",
    ),
    "wrong_record": ("分錄不屬於這筆紀錄，或次序不對。", "The entry is not of this record, or out of order."),
    "record_changed": (
        "紀錄的內容不是最後一筆分錄所承諾的，已被更動。",
        "The record does not say what its last entry committed to: it was changed.",
    ),
    "row_changed": (
        "紀錄旁的這一列（明細、附件、送核、留言）不是各分錄最後所述，已被更動、加入或拿掉。",
        "This row beside the record is not what its entries told last: it was changed, added or taken away.",
    ),
    "evidence_unnamed": (
        "沒有任何分錄提到這個佐證檔案，是後來放進來的。",
        "No entry names this evidence file: it was put in later.",
    ),
}


class Problem(Exception):
    """The first bad place: a path (and what in it), a code of PROBLEMS, and the particulars for an expert."""

    def __init__(self, code: str, place: str, detail: str = "") -> None:
        super().__init__(code, place, detail)
        self.code = code
        self.place = place
        self.detail = detail

    def __str__(self) -> str:
        chinese, english = PROBLEMS[self.code]
        detail = f"\n  ({self.detail})" if self.detail else ""
        return f"{self.place}\n  {chinese}\n  {english}{detail}"
