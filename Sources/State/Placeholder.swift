import GRDB
package let placeholderState = 0
