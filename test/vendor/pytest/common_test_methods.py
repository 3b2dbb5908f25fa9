"""Stands in for the vendor's module of this name: there is no Wi-Fi here that a test would have to log in to."""


def get_env_config_variable(env_name, key, default=None):
    raise KeyError(f'{env_name}/{key}')


def get_host_ip4_by_dest_ip(dest_ip=''):
    return '192.168.4.1'
