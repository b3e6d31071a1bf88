#!/bin/sh
# Gives the worker its token, once: prepare.sh FILE. A server that listens for other machines starts only after a token was
# created, so this one listens on 127.0.0.1.
set -eu
token=$1
if [ -s "$token" ]; then exit 0; fi
umask 077
aiflow server start --daemon --no-worker --host 127.0.0.1
# One whose file was lost is replaced.
aiflow token revoke worker 2>/dev/null || true
aiflow token create worker --role admin --output plain >"$token.new"
mv "$token.new" "$token"
aiflow server stop
