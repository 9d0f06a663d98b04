"""Does the portal answer? For the launcher and as health check of the container."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def gesund(port: int, portal_url: str) -> bool:
    """Asks on the loopback, with the host name the portal accepts."""
    verbindung = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        verbindung.request("GET", "/healthz", headers={"Host": urlsplit(portal_url).netloc})
        return verbindung.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        verbindung.close()


if __name__ == "__main__":
    sys.exit(not gesund(int(os.environ.get("PORT", "8000")), os.environ["PORTAL_URL"]))
