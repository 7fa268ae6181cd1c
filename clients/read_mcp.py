"""Call the page's MCP tools, as a language model would: `python clients/read_mcp.py http://127.0.0.1:7860 seven.png`.

Run the page with `python app.py --mcp`. Both need `pip install -r requirements-mcp.txt`.
"""
import asyncio
import base64
import sys
from pathlib import Path

from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client


async def main(address: str, picture: str) -> None:
    data = "data:image/png;base64," + base64.b64encode(Path(picture).read_bytes()).decode()
    async with (streamablehttp_client(f"{address.rstrip('/')}/gradio_api/mcp/") as (reading, writing, _),
                ClientSession(reading, writing) as session):
        await session.initialize()
        print("tools:", *[tool.name for tool in (await session.list_tools()).tools])
        for name, arguments in [
                ("predict", {"picture": data}),
                ("read", {"drawing": {"strokes": [[300, 200, 700, 200, 450, 800]]}, "activations": False})]:
            answer = await session.call_tool(name, arguments)
            print(f"{name}:", answer.content[0].text)


asyncio.run(main(*sys.argv[1:]))
