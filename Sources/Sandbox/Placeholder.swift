import GRDB
import Hummingbird

package let placeholderSandbox = 0
