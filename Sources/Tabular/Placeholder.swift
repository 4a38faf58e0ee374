import CLibCSV
import CSimdJSON
import CZlib
import CZstd

package func tabularPlaceholder() -> Int32 { csj_version() + CSV_MAJOR }
