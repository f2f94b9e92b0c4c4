"""Count people by day, so that a figure is exact for any date."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('evidence', '0002_refuse_changes')]

    operations = [
        migrations.RemoveConstraint(model_name='persontally', name='person_tally_once'),
        migrations.RenameField(model_name='persontally', old_name='month', new_name='day'),
        migrations.AddConstraint(
            model_name='persontally',
            constraint=models.UniqueConstraint(fields=('district', 'pseudonym', 'kind', 'day', 'audience'), name='person_tally_once'),
        ),
        migrations.RemoveConstraint(model_name='distinctmonth', name='distinct_month_once'),
        migrations.RenameModel(old_name='DistinctMonth', new_name='DistinctDay'),
        migrations.RenameField(model_name='distinctday', old_name='month', new_name='day'),
        migrations.AlterField(
            model_name='distinctday',
            name='counter',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='days', to='evidence.distinctcounter'),
        ),
        migrations.AddConstraint(
            model_name='distinctday',
            constraint=models.UniqueConstraint(fields=('counter', 'day'), name='distinct_day_once'),
        ),
    ]
