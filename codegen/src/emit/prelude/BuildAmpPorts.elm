port module BuildAmpPorts exposing
    ( fromBuildAmp
    , toBuildAmp
    )

{-| The way between this program and the server's messages. This file is yours: `buildamp generate` wrote it once and
leaves it alone from now on.
-}

import Json.Decode as Decode
import Json.Encode as Encode


{-| What came from the server: the port for `BuildAmp.subscription`.
-}
port fromBuildAmp : (Decode.Value -> msg) -> Sub msg


{-| What the connection shall do: the port for `BuildAmp.connect` and `BuildAmp.disconnect`.
-}
port toBuildAmp : Encode.Value -> Cmd msg
