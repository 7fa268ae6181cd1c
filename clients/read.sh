#!/bin/sh
# Read a digit through a running page: `sh clients/read.sh http://127.0.0.1:7860 seven.png`. Needs curl.
set -eu
address=${1%/}/gradio_api
picture=$2

# A call has two steps: the question gives its number, the number gives the answer as a stream of events.
call() {
  number=$(curl -sSf "$address/call/$1" -H "Content-Type: application/json" --data-binary @- | sed 's/.*"event_id" *: *"\([^"]*\)".*/\1/')
  curl -sSfN "$address/call/$1/$number" | sed -n 's/^data: //p'
}

path=$(curl -sSf "$address/upload" -F "files=@$picture" | sed 's/^\["\(.*\)"\]$/\1/')
printf '{"data": [{"path": "%s", "meta": {"_type": "gradio.FileData"}}]}' "$path" | call predict
printf '{"data": [{"strokes": [[300, 200, 700, 200, 450, 800]]}, false]}' | call read
