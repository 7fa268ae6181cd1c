#!/bin/sh
# Publish what is committed as a Hugging Face Space, and the networks as a model beside it if one is named:
#
#     sh deploy/space.sh you/inside-a-digit-classifier [you/digit-networks]
#
# Needs `pip install huggingface_hub` and `hf auth login`, or the variable HF_TOKEN. What is not there yet is made; what
# is no longer committed is removed.
set -eu
space=$1
model=${2:-}
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git archive HEAD | tar -x -C "$folder"
said=$(git describe --always --tags)

# What only the owner's name makes whole: the picture's address, and the model's name.
readme=$folder/README.md
sed "s#^thumbnail: \(.*\)#thumbnail: https://huggingface.co/spaces/$space/resolve/main/\1#" "$readme" > "$readme.new"
mv "$readme.new" "$readme"
if [ -n "$model" ]; then
  sed "s#^datasets:#models:\\n- $model\\n&#" "$readme" > "$readme.new"
  mv "$readme.new" "$readme"
  hf upload "$model" "$folder/model/saved" . --repo-type model --delete "*" --commit-message "$said"
fi
hf upload "$space" "$folder" . --repo-type space --delete "*" --commit-message "$said"
