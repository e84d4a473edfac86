"""A few hundred made-up examples that can be told apart, and weights learnt from them."""

import csv
import random
from pathlib import Path

PRAISE = ["客户经理很热情", "办得真快", "讲解耐心", "很满意", "流程顺畅", "谢谢帮忙"]
BLAME = ["态度恶劣", "等了三天没人管", "乱收手续费", "系统又崩溃", "踢皮球", "太失望了"]
RANDOM_WORDS = ["基金", "柜台", "账户", "昨天", "上午", "开户", "转账", "两融", "营业部", "电话"]


def written(path: Path, count: int = 120, *, seed: int = 1) -> Path:
    """Half praise, half blame, each with words that say nothing; some are told wrongly."""
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["sentiment", "comment"])
        for number in range(count):
            good = number % 2
            said = [dice.choice(PRAISE if good else BLAME), *dice.sample(RANDOM_WORDS, 3)]
            dice.shuffle(said)
            rows.writerow([good if dice.random() < 0.9 else 1 - good, "，".join(said)])
    return path
