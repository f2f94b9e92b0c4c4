"""The database refuses to change or delete evidence."""

from django.db import migrations

from kepu.evidence import triggers


class Migration(migrations.Migration):

    dependencies = [('evidence', '0001_initial')]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: triggers.install(schema_editor.connection),
            lambda apps, schema_editor: triggers.remove(schema_editor.connection),
        ),
    ]
