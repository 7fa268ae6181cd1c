#!/bin/sh
# Read a digit with a running page: `sh clients/read.sh http://127.0.0.1:7860 seven.png`. Needs curl.
set -eu
address=${1%/}/gradio_api
picture=$2

# A call has two steps: a POST returns an event id, and a GET with that id streams the result as server-sent events.
call() {
  event=$(curl -sSf "$address/call/$1" -H "Content-Type: application/json" --data-binary @- | sed 's/.*"event_id" *: *"\([^"]*\)".*/\1/')
  curl -sSfN "$address/call/$1/$event" | sed -n 's/^data: //p'
}

path=$(curl -sSf "$address/upload" -F "files=@$picture" | sed 's/^\["\(.*\)"\]$/\1/')
printf '{"data": [{"path": "%s", "meta": {"_type": "gradio.FileData"}}]}' "$path" | call predict
printf '{"data": [{"strokes": [[300, 200, 700, 200, 450, 800]]}, false]}' | call read
