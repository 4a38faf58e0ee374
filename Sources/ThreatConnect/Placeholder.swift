import AsyncHTTPClient
import Crypto
import Logging
import NIOSSL
package let placeholderThreatConnect = 0
