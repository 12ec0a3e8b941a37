"""What the days of a month cost, as data of a chart."""

from webapp.charts.declared import Chart, Drawn, Pane

SPENDING = Chart(
    "spending",
    "Cost a day, with deploys",
    (Pane("cost", "usd", (Drawn("usd", "cost", "good", "bar"),), per_period=True),),
)
