"""What ScoreBenchmark computes, with pandas: indicators, instruments, total, level with its side conditions, and each
agency's gaps by cost. Whole columns at a time; the same output.

    pandas_scores.py SCORES.csv OUTPUT.csv ROUNDS
"""

import json
import sys
import time

import numpy as np
import pandas as pd

INSTRUMENTS = {"IIT": (0.30, [3, 3, 3, 1, 2]), "EIT": (0.30, [3, 1, 2]), "OIT": (0.40, [17, 5])}
LEVELS = [("pass-excellent", 95, 95), ("pass-good", 85, 85), ("pass", 85, None), ("must-improve", 70, None),
          ("must-improve-urgently", 0, None)]


def standing(scores):
    """Indicators, instruments and total of every agency, its level, and what keeps the next one away."""
    indicators, instruments, coefficients = {}, {}, {}
    for code, (weight, counts) in INSTRUMENTS.items():
        first, mine = 1, []
        for count in counts:
            items = [f"{code[0]}{n}" for n in range(first, first + count)]
            first += count
            mine.append(f"{len(indicators) + 1}")
            indicators[mine[-1]] = scores[items].mean(axis=1)
            coefficients.update({item: weight / len(counts) / count for item in items})
        instruments[code] = sum(indicators[name] for name in mine) / len(mine)
    instruments = pd.DataFrame(instruments)
    # Binary fractions: without rounding 85 may come out as 84.99999999999999.
    total = (instruments * [weight for weight, _ in INSTRUMENTS.values()]).sum(axis=1).round(9)
    least = instruments.min(axis=1).round(9)
    met = [(total >= bound) & ((least >= each) if each is not None else True) for _, bound, each in LEVELS]
    band = np.select(met, range(len(LEVELS)), default=len(LEVELS))
    bounds = np.array([bound for _, bound, _ in LEVELS] + [np.nan], dtype=float)
    sides = np.array([each if each is not None else np.nan for _, _, each in LEVELS] + [np.nan], dtype=float)
    following = np.where(band == 0, len(LEVELS), band - 1)
    blocking = pd.DataFrame({"total_short": (bounds[following] - total).clip(lower=0)})
    for code in instruments:
        blocking[code] = (sides[following] - instruments[code]).clip(lower=0)
    level = np.array([key for key, _, _ in LEVELS] + [""])[band]
    return pd.DataFrame(indicators), instruments, total, level, blocking, pd.Series(coefficients)


def gaps(scores, coefficients):
    """Every item below 100 with what it costs, the costliest first for each agency; equals in the edition's order."""
    codes = list(coefficients.index)
    lost = (100 - scores[codes]).mul(coefficients, axis=1).round(9)
    long = lost.stack()
    long = long[long > 0].rename_axis(["agency", "item"]).reset_index(name="cost")
    return long.sort_values(["agency", "cost"], ascending=[True, False], kind="stable", ignore_index=True)


start = time.process_time()
source, output, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
scores = pd.read_csv(source, index_col="agency")
names = scores.index
scores = scores.reset_index(drop=True)
reading = time.process_time() - start
seconds = []
for _ in range(rounds):
    start = time.process_time()
    _, _, total, level, _, coefficients = standing(scores)
    ranked = gaps(scores, coefficients)
    seconds.append(time.process_time() - start)
cents = np.floor(total * 100 + 0.5) / 100
text = ranked["item"] + ":" + ranked["cost"].map("{:.6f}".format)
lists = text.groupby(ranked["agency"]).agg(" ".join).reindex(range(len(names)), fill_value="")
with open(output, "w", encoding="utf-8") as file:
    file.write("agency,total,level,gaps\n")
    for row in zip(names, cents, level, lists):
        file.write("{},{:.2f},{},{}\n".format(*row))
counted = seconds[1:] or seconds
print(json.dumps({"alone": sorted(counted)[len(counted) // 2], "reading": reading}))
