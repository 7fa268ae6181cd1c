#!/bin/sh
# Publish the last commit as a Hugging Face Space and, if a second name is given, the networks as a model:
#
#     sh deploy/space.sh you/inside-a-digit-classifier [you/digit-networks]
#
# Needs `pip install huggingface_hub` and `hf auth login`, or the variable HF_TOKEN. Creates a repository that does not
# exist yet, and deletes files that are no longer committed.
set -eu
space=$1
model=${2:-}
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git archive HEAD | tar -x -C "$folder"
said=$(git describe --always --tags)

# Complete the README with the owner's name: the picture's address, and the model.
readme=$folder/README.md
sed "s#^thumbnail: \(.*\)#thumbnail: https://huggingface.co/spaces/$space/resolve/main/\1#" "$readme" > "$readme.new"
mv "$readme.new" "$readme"
if [ -n "$model" ]; then
  sed "s#^datasets:#models:\\n- $model\\n&#" "$readme" > "$readme.new"
  mv "$readme.new" "$readme"
  hf upload "$model" "$folder/model/saved" . --repo-type model --delete "*" --commit-message "$said"
fi
hf upload "$space" "$folder" . --repo-type space --delete "*" --commit-message "$said"
