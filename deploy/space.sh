#!/bin/sh
# Publish the last commit as a Hugging Face Space and, if a second name is given, the networks as a model:
#
#     sh deploy/space.sh you/inside-a-digit-classifier [you/digit-networks]
#
# or a page in one file, written by `python -m model export --format page`, as a static Space:
#
#     sh deploy/space.sh --page digits.html you/digits
#
# Needs `pip install huggingface_hub` and `hf auth login`, or the variable HF_TOKEN. Creates a repository that does not
# exist yet, and deletes files that are no longer published.
set -eu
page=
if [ "$1" = --page ]; then
  page=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
  shift 2
fi
space=$1
model=${2:-}
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
readme=$folder/README.md
said=$(git describe --always --tags)

if [ -n "$page" ]; then
  cp "$page" "$folder/index.html"
  # The README's settings, without those of Gradio and without the picture.
  git show HEAD:README.md | sed -n '1,/^---$/p' | sed -E \
    -e 's/^sdk: .*/sdk: static/' -e '/^(sdk_version|python_version|app_file|thumbnail|suggested_hardware):/d' > "$readme"
else
  git archive HEAD | tar -x -C "$folder"
  # Complete the README with the owner's name: the picture's address, and the model.
  sed "s#^thumbnail: \(.*\)#thumbnail: https://huggingface.co/spaces/$space/resolve/main/\1#" "$readme" > "$readme.new"
  mv "$readme.new" "$readme"
  if [ -n "$model" ]; then
    sed "s#^datasets:#models:\\n- $model\\n&#" "$readme" > "$readme.new"
    mv "$readme.new" "$readme"
    hf upload "$model" "$folder/model/saved" . --repo-type model --delete "*" --commit-message "$said"
  fi
fi
hf upload "$space" "$folder" . --repo-type space --delete "*" --commit-message "$said"
