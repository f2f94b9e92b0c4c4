"""What only the test runner needs; an application, so that its `flush` takes the place of Django's."""
