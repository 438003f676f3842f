from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PostedForm",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("url", models.CharField(max_length=400)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
