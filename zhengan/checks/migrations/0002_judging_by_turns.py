"""Verdicts are judged outside of any transaction; by its turn a judgement knows whether it comes too late."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checks", "0001_initial")]

    operations = [migrations.AddField("judgelock", "turn", models.PositiveBigIntegerField(default=0))]
