-- Around statements that bring their own. The inner one of two that are called the same is meant.
SAVEPOINT buildamp;
