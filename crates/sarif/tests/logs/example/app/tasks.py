"""Jobs that a worker runs."""

import hashlib
import pickle
import subprocess
import tempfile

import requests
import yaml


def archive(name):
    subprocess.run("tar czf backup.tgz " + name, shell=True)


def restore(name):
    subprocess.call("tar xzf %s" % name, shell=True); subprocess.call("rm %s" % name, shell=True)


def load(path):
    with open(path, "rb") as file:
        return pickle.load(file)


def settings(text):
    return yaml.load(text)


def digest(data):
    return hashlib.md5(data).hexdigest()


def fetch(url):
    return requests.get(url, verify=False)


def scratch():
    return tempfile.mktemp()
