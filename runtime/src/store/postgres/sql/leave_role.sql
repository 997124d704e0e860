SELECT set_config('role', 'none', true);
